// conv2d_winograd_outer_subgroup8: conv2d_winograd_outer_vec4 for subgroups of exactly eight lanes.
// One subgroup: 32 input channels × 32 output channels at one position, eight tiles at a time. As in
// conv2d_backward_weight_subgroup8, lane l loads the input channels of tile l and broadcasts them to all lanes. It owns
// output channels 4l … 4l+3.
#version 460
#extension GL_GOOGLE_include_directive : require
#extension GL_KHR_shader_subgroup_ballot : require
#include "include/buffers.glsl"
#include "include/wide.glsl"
#include "include/winograd.glsl"

layout(local_size_x = 16) in;

const uint LANES = 8;
const uint QUADS = 8; // vec4s of input channels in a block

layout(push_constant) uniform Push {
    Vec4s v;
    Vec4s z;
    Vec4s s;
    uint tiles, c, o; // channels in units of four
} p;

void main() {
    uint block = item_index() / LANES;
    uint columns = (p.o + LANES - 1) / LANES;
    uint rows = (p.c + QUADS - 1) / QUADS;
    uint position = block / columns / rows;
    if (position >= POSITIONS) return;
    uint c = block / columns % rows * QUADS;
    uint lane = gl_SubgroupInvocationID;
    uint o = min(block % columns * LANES + lane, p.o - 1); // lanes and quads beyond the last channel repeat it and store nothing

    vec4 sum[4 * QUADS];
    [[unroll]] for (uint k = 0; k < 4 * QUADS; k++) sum[k] = vec4(0);
    uint row = position * p.tiles;
    for (uint t = 0; t < p.tiles; t += LANES) {
        bool inside = t + lane < p.tiles;
        uint from = (row + (inside ? t + lane : 0)) * p.c;
        vec4 mine[QUADS];
        [[unroll]] for (uint q = 0; q < QUADS; q++) {
            mine[q] = wide_load(p.v, from + min(c + q, p.c - 1));
            mine[q] = mix(vec4(0), mine[q], bvec4(inside));
        }
        [[unroll]] for (uint l = 0; l < LANES; l += 4) {
            vec4 g[4];
            [[unroll]] for (uint i = 0; i < 4; i++) g[i] = wide_load(p.z, (row + min(t + l + i, p.tiles - 1)) * p.o + o); // beyond the last tile v counts as zero
            [[unroll]] for (uint q = 0; q < QUADS; q++) {
                vec4 a0 = subgroupBroadcast(mine[q], l), a1 = subgroupBroadcast(mine[q], l + 1);
                vec4 a2 = subgroupBroadcast(mine[q], l + 2), a3 = subgroupBroadcast(mine[q], l + 3);
                [[unroll]] for (uint k = 0; k < 4; k++) sum[4 * q + k] += a0[k] * g[0] + a1[k] * g[1] + a2[k] * g[2] + a3[k] * g[3];
            }
        }
    }
    if (block % columns * LANES + lane >= p.o) return;
    uint to = (position * p.c + c) * 4 * p.o + o;
    [[unroll]] for (uint k = 0; k < 4 * QUADS; k++) {
        if (4 * c + k < 4 * p.c) wide_store(p.s, to + k * p.o, sum[k]);
    }
}
