// conv2d_forward_vec4: conv2d_forward for C and O divisible by four.
// x, weight, y: float32, or float16 where FLOAT16_MASK says so; bias: float32.
// One thread: ROWS consecutive pixels × four consecutive output channels; a weight it loads serves ROWS pixels.
//
// SPREAD = S > 1 makes it the convolution of S·S kernels, weight: [S·S,KH,KW,C,O], whose pixels interleave:
// kernel a·S+b writes y[n, S·oh+a, S·ow+b, o], y: [N,S·OH,S·OW,O]. A transposed convolution of stride S runs this way.
#version 460
#extension GL_GOOGLE_include_directive : require
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
#include "include/float16.glsl"

const uint ROWS = 4;

layout(push_constant) uniform Push {
    Vec4s x;
    Vec4s weight;
    Vec4s bias;
    Vec4s y;
    uint n, h, w, c; // channels in units of four
    uint oh, ow, o;
} p;

void main() {
    uint i = item_index();
    uint pixels = p.n * p.oh * p.ow;
    uint blocks = (pixels + ROWS - 1) / ROWS;
    uint phase = i / p.o / blocks;
    if (phase >= SPREAD * SPREAD) return;
    uint first = i / p.o % blocks * ROWS;
    uint o = i % p.o;

    Pixel pixel[ROWS];
    vec4 sum[ROWS];
    [[unroll]] for (uint r = 0; r < ROWS; r++) {
        pixel[r] = pixel_at(min(first + r, pixels - 1), p.oh, p.ow);
        sum[r] = BIAS == 1 ? p.bias.at[o] : vec4(0);
    }
    uint at = phase * KH * KW * 4 * p.c * p.o + o;
    for (uint kh = 0; kh < KH; kh++) {
        for (uint kw = 0; kw < KW; kw++) {
            uint from[ROWS];
            bool inside[ROWS];
            [[unroll]] for (uint r = 0; r < ROWS; r++) {
                uint ih = pixel[r].h * STRIDE + kh - PADDING_H; // wraps to a huge value above and left of the image
                uint iw = pixel[r].w * STRIDE + kw - PADDING_W;
                inside[r] = ih < p.h && iw < p.w;
                from[r] = inside[r] ? ((pixel[r].n * p.h + ih) * p.w + iw) * p.c : 0;
            }
            for (uint c = 0; c < p.c; c++) {
                vec4 w0 = load_vec4(p.weight, at, 1);
                vec4 w1 = load_vec4(p.weight, at + p.o, 1);
                vec4 w2 = load_vec4(p.weight, at + 2 * p.o, 1);
                vec4 w3 = load_vec4(p.weight, at + 3 * p.o, 1);
                at += 4 * p.o;
                [[unroll]] for (uint r = 0; r < ROWS; r++) {
                    vec4 a = load_vec4(p.x, from[r] + c, 0);
                    a = mix(vec4(0), a, bvec4(inside[r]));
                    sum[r] += a.x * w0 + a.y * w1 + a.z * w2 + a.w * w3;
                }
            }
        }
    }
    [[unroll]] for (uint r = 0; r < ROWS; r++) {
        uint h = pixel[r].n * p.oh * SPREAD + pixel[r].h * SPREAD + phase / SPREAD;
        uint to = h * p.ow * SPREAD + pixel[r].w * SPREAD + phase % SPREAD;
        if (first + r < pixels) store_vec4(p.y, to * p.o + o, 3, sum[r]);
    }
}
