// conv2d_winograd_product_subgroup8: conv2d_winograd_product_vec4 for subgroups of exactly eight lanes.
// One subgroup: 32 tiles × 32 output channels at one position, as in conv2d_forward_subgroup8: lane l fetches four
// input channels of tiles l, 8+l, …, broadcasts hand them round, and lane l owns output channels 4l … 4l+3.
#version 460
#extension GL_GOOGLE_include_directive : require
#extension GL_KHR_shader_subgroup_ballot : require
#include "include/buffers.glsl"
#include "include/wide.glsl"
#include "include/winograd.glsl"

layout(local_size_x = 16) in;

const uint LANES = 8;
const uint PARTS = 4; // eights of tiles
const uint ROWS = PARTS * LANES;

layout(push_constant) uniform Push {
    Vec4s v;
    Vec4s u;
    Vec4s m;
    uint tiles, c, o; // channels in units of four
} p;

void main() {
    uint block = item_index() / LANES;
    uint columns = (p.o + LANES - 1) / LANES;
    uint blocks = (p.tiles + ROWS - 1) / ROWS;
    uint position = block / columns / blocks;
    if (position >= POSITIONS) return;
    uint first = block / columns % blocks * ROWS;
    uint lane = gl_SubgroupInvocationID;
    uint o = min(block % columns * LANES + lane, p.o - 1); // lanes beyond the last channel repeat it and store nothing

    uint from[PARTS];
    vec4 sum[ROWS];
    [[unroll]] for (uint i = 0; i < PARTS; i++) from[i] = (position * p.tiles + min(first + LANES * i + lane, p.tiles - 1)) * p.c;
    [[unroll]] for (uint r = 0; r < ROWS; r++) sum[r] = vec4(0);

    uint at = position * 4 * p.c * p.o + o;
    for (uint c = 0; c < p.c; c++) {
        vec4 u0 = wide_load(p.u, at);
        vec4 u1 = wide_load(p.u, at + p.o);
        vec4 u2 = wide_load(p.u, at + 2 * p.o);
        vec4 u3 = wide_load(p.u, at + 3 * p.o);
        at += 4 * p.o;
        [[unroll]] for (uint i = 0; i < PARTS; i++) {
            vec4 mine = wide_load(p.v, from[i] + c);
            [[unroll]] for (uint l = 0; l < LANES; l++) {
                vec4 a = subgroupBroadcast(mine, l);
                sum[LANES * i + l] += a.x * u0 + a.y * u1 + a.z * u2 + a.w * u3;
            }
        }
    }
    if (block % columns * LANES + lane >= p.o) return;
    uint to = (position * p.tiles + first) * p.o + o;
    [[unroll]] for (uint r = 0; r < ROWS; r++) {
        if (first + r < p.tiles) wide_store(p.m, to + r * p.o, sum[r]);
    }
}
