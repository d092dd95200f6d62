// conv2d_winograd_product_subgroup8: conv2d_winograd_product_vec4 for subgroups of exactly eight lanes.
// One subgroup: 64 tiles × 32 output channels at one position, eight tiles at a time. Lane l owns output channels
// 4l … 4l+3 and keeps their weights for QUADS vec4s of input channels. It loads the input channels of tile l and
// broadcasts them to all lanes. A tile's sums live within one iteration of the loop: lavapipe blends values that a loop
// carries with the mask of the lanes, and spills them. Sums over more input channels are added up in memory.
#version 460
#extension GL_GOOGLE_include_directive : require
#extension GL_KHR_shader_subgroup_ballot : require
#include "include/buffers.glsl"
#include "include/wide.glsl"
#include "include/winograd.glsl"

layout(local_size_x = 16) in;
layout(constant_id = 0) const uint QUADS = 8;

const uint LANES = 8;
const uint STRIP = 64; // tiles

layout(push_constant) uniform Push {
    Vec4s v;
    Vec4s u;
    Vec4s m;
    uint tiles, c, o; // channels in units of four
} p;

void main() {
    uint block = item_index() / LANES;
    uint columns = (p.o + LANES - 1) / LANES;
    uint strips = (p.tiles + STRIP - 1) / STRIP;
    uint position = block / columns / strips;
    if (position >= POSITIONS) return;
    uint first = block / columns % strips * STRIP;
    uint last = min(first + STRIP, p.tiles);
    uint lane = gl_SubgroupInvocationID;
    bool owner = block % columns * LANES + lane < p.o;
    uint o = min(block % columns * LANES + lane, p.o - 1); // lanes beyond the last channel repeat it and store nothing

    for (uint c = 0; c < p.c; c += QUADS) {
        vec4 u[4 * QUADS];
        [[unroll]] for (uint k = 0; k < 4 * QUADS; k++) {
            uint row = min(4 * c + k, 4 * p.c - 1);
            u[k] = wide_load(p.u, (position * 4 * p.c + row) * p.o + o);
            if (k >= 4) u[k] = mix(vec4(0), u[k], bvec4(4 * c + k < 4 * p.c));
        }
        for (uint t = first; t < last; t += LANES) {
            uint from = (position * p.tiles + min(t + lane, last - 1)) * p.c;
            vec4 mine[QUADS];
            [[unroll]] for (uint q = 0; q < QUADS; q++) mine[q] = wide_load(p.v, from + min(c + q, p.c - 1));
            [[unroll]] for (uint l = 0; l < LANES; l++) {
                vec4 sum = vec4(0);
                [[unroll]] for (uint q = 0; q < QUADS; q++) {
                    vec4 a = subgroupBroadcast(mine[q], l);
                    sum += a.x * u[4 * q] + a.y * u[4 * q + 1] + a.z * u[4 * q + 2] + a.w * u[4 * q + 3];
                }
                uint to = (position * p.tiles + t + l) * p.o + o;
                if (owner && t + l < last) {
                    if (c > 0) sum += wide_load(p.m, to);
                    wide_store(p.m, to, sum);
                }
            }
        }
    }
}
