// conv2d_forward_subgroup8: conv2d_forward_vec4, with SPREAD, for subgroups of exactly eight lanes.
// One subgroup: 16 consecutive pixels × 32 output channels. Lane l loads four input channels of pixels l and 8+l and
// broadcasts them to all lanes. It owns output channels 4l … 4l+3 of all pixels. So each loaded weight serves 16 pixels
// and each loaded input 32 channels, which matters where loads are slow, as on lavapipe.
// RELU replaces x by max(x, 0); ADD adds added, which is like y but float32.
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
layout(constant_id = 5) const uint BIAS = 0;
layout(constant_id = 6) const uint SPREAD = 1;
layout(constant_id = 7) const uint FLOAT16_MASK = 0;
layout(constant_id = 8) const uint RELU = 0;
layout(constant_id = 9) const uint ADD = 0;
#include "include/relu.glsl"
#include "include/wide_stored.glsl"

const uint LANES = 8;
const uint PARTS = 2; // groups of eight pixels in a tile
const uint ROWS = PARTS * LANES;

layout(push_constant) uniform Push {
    Vec4s x;
    Vec4s weight;
    Vec4s bias;
    Vec4s y;
    Vec4s added;
    uint n, h, w, c; // channels in units of four
    uint oh, ow, o;
} p;

void main() {
    uint tile = item_index() / LANES;
    uint pixels = p.n * p.oh * p.ow;
    uint blocks = (pixels + ROWS - 1) / ROWS;
    uint columns = (p.o + LANES - 1) / LANES;
    uint phase = tile / columns / blocks;
    if (phase >= SPREAD * SPREAD) return;
    uint first = tile / columns % blocks * ROWS;
    uint lane = gl_SubgroupInvocationID;
    uint o = min(tile % columns * LANES + lane, p.o - 1); // lanes beyond the last channel repeat it and store nothing

    Pixel pixel[PARTS];
    vec4 sum[ROWS];
    [[unroll]] for (uint i = 0; i < PARTS; i++) pixel[i] = pixel_at(min(first + LANES * i + lane, pixels - 1), p.oh, p.ow);
    [[unroll]] for (uint r = 0; r < ROWS; r++) sum[r] = BIAS == 1 ? p.bias.at[o] : vec4(0);

    uint at = phase * KH * KW * 4 * p.c * p.o + o;
    for (uint kh = 0; kh < KH; kh++) {
        for (uint kw = 0; kw < KW; kw++) {
            uint from[PARTS];
            bool inside[PARTS];
            [[unroll]] for (uint i = 0; i < PARTS; i++) {
                uint ih = pixel[i].h * STRIDE + kh - PADDING_H; // wraps to a huge value above and left of the image
                uint iw = pixel[i].w * STRIDE + kw - PADDING_W;
                inside[i] = ih < p.h && iw < p.w;
                from[i] = inside[i] ? ((pixel[i].n * p.h + ih) * p.w + iw) * p.c : 0;
            }
            for (uint c = 0; c < p.c; c++) {
                vec4 w0 = wide_load_stored(p.weight, at, 1);
                vec4 w1 = wide_load_stored(p.weight, at + p.o, 1);
                vec4 w2 = wide_load_stored(p.weight, at + 2 * p.o, 1);
                vec4 w3 = wide_load_stored(p.weight, at + 3 * p.o, 1);
                at += 4 * p.o;
                [[unroll]] for (uint i = 0; i < PARTS; i++) {
                    vec4 mine = wide_load_stored(p.x, from[i] + c, 0);
                    mine = mix(vec4(0), mine, bvec4(inside[i]));
                    if (RELU == 1) mine = relu(mine);
                    [[unroll]] for (uint l = 0; l < LANES; l++) {
                        vec4 a = subgroupBroadcast(mine, l);
                        sum[LANES * i + l] += a.x * w0 + a.y * w1 + a.z * w2 + a.w * w3;
                    }
                }
            }
        }
    }
    bool owner = tile % columns * LANES + lane < p.o;
    [[unroll]] for (uint i = 0; i < PARTS; i++) {
        uint h = pixel[i].n * p.oh * SPREAD + pixel[i].h * SPREAD + phase / SPREAD;
        uint to = (h * p.ow * SPREAD + pixel[i].w * SPREAD + phase % SPREAD) * p.o;
        [[unroll]] for (uint l = 0; l < LANES; l++) {
            uint row = subgroupBroadcast(to, l);
            if (owner && first + LANES * i + l < pixels) {
                vec4 y = sum[LANES * i + l];
                if (ADD == 1) y += wide_load(p.added, row + o);
                wide_store_stored(p.y, row + o, 3, y);
            }
        }
    }
}
