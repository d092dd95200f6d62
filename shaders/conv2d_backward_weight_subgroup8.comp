// conv2d_backward_weight_subgroup8: conv2d_backward_weight_vec4 for subgroups of exactly eight lanes.
// One subgroup: 16 input channels × 32 output channels, one tap, one slice, eight pixels at a time. Lane l loads the
// input channels of pixel l and broadcasts them to all lanes. It owns output channels 4l … 4l+3.
// RELU replaces x by max(x, 0).
#version 460
#extension GL_GOOGLE_include_directive : require
#extension GL_KHR_shader_subgroup_ballot : require
#include "include/buffers.glsl"
#include "include/pixels.glsl"

layout(local_size_x = 64) in;
layout(constant_id = 0) const uint KH = 1;
layout(constant_id = 1) const uint KW = 1;
layout(constant_id = 2) const uint STRIDE = 1;
layout(constant_id = 3) const uint PADDING_H = 0;
layout(constant_id = 4) const uint PADDING_W = 0;
layout(constant_id = 5) const uint FLOAT16_MASK = 0;
layout(constant_id = 6) const uint RELU = 0;
#include "include/relu.glsl"
#include "include/wide_stored.glsl"

const uint LANES = 8;
const uint QUADS = 4; // vec4s of input channels in a tile

layout(push_constant) uniform Push {
    Vec4s x;
    Vec4s gradY;
    Vec4s partial;
    uint n, h, w, c; // channels in units of four
    uint oh, ow, o;
    uint slice, slices;
} p;

void main() {
    uint tile = item_index() / LANES;
    uint columns = (p.o + LANES - 1) / LANES;
    uint rows = (p.c + QUADS - 1) / QUADS;
    uint slice = tile / (columns * rows * KH * KW);
    if (slice >= p.slices) return;

    uint lane = gl_SubgroupInvocationID;
    uint tap = tile / (columns * rows) % (KH * KW);
    uint c = tile / columns % rows * QUADS;
    uint o = tile % columns * LANES + lane;
    uint oRead = min(o, p.o - 1); // lanes and quads beyond the last channel repeat it and store nothing
    uint begin = slice * p.slice;
    uint end = min(begin + p.slice, p.n * p.oh * p.ow);

    Pixel pixel = pixel_at(begin + lane, p.oh, p.ow);
    Pixel step = pixel_at(LANES, p.oh, p.ow);
    vec4 sum[4 * QUADS];
    [[unroll]] for (uint k = 0; k < 4 * QUADS; k++) sum[k] = vec4(0);

    for (uint at = begin; at < end; at += LANES) {
        uint ih = pixel.h * STRIDE + tap / KW - PADDING_H; // wraps to a huge value above and left of the image
        uint iw = pixel.w * STRIDE + tap % KW - PADDING_W;
        bool inside = at + lane < end && ih < p.h && iw < p.w;
        uint from = inside ? ((pixel.n * p.h + ih) * p.w + iw) * p.c : 0;
        vec4 mine[QUADS];
        [[unroll]] for (uint q = 0; q < QUADS; q++) {
            mine[q] = wide_load_stored(p.x, from + min(c + q, p.c - 1), 0);
            mine[q] = mix(vec4(0), mine[q], bvec4(inside));
            if (RELU == 1) mine[q] = relu(mine[q]);
        }
        uint row = at * p.o + oRead;
        [[unroll]] for (uint l = 0; l < LANES; l += 4) { // four terms for each access to a sum, which lies in memory
            vec4 g[4];
            [[unroll]] for (uint i = 0; i < 4; i++) {
                g[i] = wide_load_stored(p.gradY, row, 1);
                row += at + l + i + 1 < end ? p.o : 0; // beyond the last pixel inputs are zero
            }
            [[unroll]] for (uint q = 0; q < QUADS; q++) {
                vec4 a0 = subgroupBroadcast(mine[q], l), a1 = subgroupBroadcast(mine[q], l + 1);
                vec4 a2 = subgroupBroadcast(mine[q], l + 2), a3 = subgroupBroadcast(mine[q], l + 3);
                [[unroll]] for (uint k = 0; k < 4; k++) sum[4 * q + k] += a0[k] * g[0] + a1[k] * g[1] + a2[k] * g[2] + a3[k] * g[3];
            }
        }
        pixel = pixel_after(pixel, step, p.oh, p.ow);
    }
    if (o >= p.o) return;
    uint to = (slice * KH * KW + tap) * 4 * p.c;
    [[unroll]] for (uint k = 0; k < 4 * QUADS; k++) {
        if (4 * c + k < 4 * p.c) wide_store(p.partial, (to + 4 * c + k) * p.o + o, sum[k]);
    }
}
