// conv2d_backward_weight_vec4: conv2d_backward_weight for C and O divisible by four.
// x, gradY: float32, or float16 where FLOAT16_MASK says so; partial: float32.
// One thread: the 4×4 elements of four consecutive input and four consecutive output channels, one tap, one slice.
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
layout(constant_id = 5) const uint FLOAT16_MASK = 0;
#include "include/float16.glsl"

layout(push_constant) uniform Push {
    Vec4s x;
    Vec4s gradY;
    Vec4s partial;
    uint n, h, w, c; // channels in units of four
    uint oh, ow, o;
    uint slice, slices;
} p;

void main() {
    uint i = item_index();
    if (i >= p.slices * KH * KW * p.c * p.o) return;

    uint o = i % p.o;
    uint c = i / p.o % p.c;
    uint tap = i / (p.o * p.c) % (KH * KW);
    uint begin = i / (p.o * p.c * KH * KW) * p.slice;
    uint end = min(begin + p.slice, p.n * p.oh * p.ow);

    Pixel pixel = pixel_at(begin, p.oh, p.ow);
    vec4 sum[4] = vec4[](vec4(0), vec4(0), vec4(0), vec4(0));
    for (uint at = begin; at < end; at++) {
        uint ih = pixel.h * STRIDE + tap / KW - PADDING_H; // wraps to a huge value above and left of the image
        uint iw = pixel.w * STRIDE + tap % KW - PADDING_W;
        bool inside = ih < p.h && iw < p.w;
        vec4 a = load_vec4(p.x, inside ? ((pixel.n * p.h + ih) * p.w + iw) * p.c + c : c, 0);
        a = mix(vec4(0), a, bvec4(inside));
        vec4 g = load_vec4(p.gradY, at * p.o + o, 1);
        [[unroll]] for (uint k = 0; k < 4; k++) sum[k] += a[k] * g;
        pixel = pixel_after(pixel, Pixel(0, 0, 1), p.oh, p.ow);
    }
    uint to = (i / p.o * 4) * p.o + o;
    [[unroll]] for (uint k = 0; k < 4; k++) p.partial.at[to + k * p.o] = sum[k];
}
