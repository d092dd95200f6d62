// conv2d_backward_weight: partial[s,kh,kw,c,o] = Σ x[n, oh·S+kh−P, ow·S+kw−Q, c] · gradY[n,oh,ow,o]
// over the output pixels s·slice … min((s+1)·slice, N·OH·OW) − 1; the weight's gradient is the sum over s.
// x: [N,H,W,C], gradY: [N,OH,OW,O], partial: [slices,KH,KW,C,O], all float32.
// One thread: one element of partial. The readable reference for any channel count.
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

layout(push_constant) uniform Push {
    Floats x;
    Floats gradY;
    Floats partial;
    uint n, h, w, c;
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
    float sum = 0;
    for (uint at = begin; at < end; at++) {
        uint ih = pixel.h * STRIDE + tap / KW - PADDING_H; // wraps to a huge value above and left of the image
        uint iw = pixel.w * STRIDE + tap % KW - PADDING_W;
        if (ih < p.h && iw < p.w) {
            sum += p.x.at[((pixel.n * p.h + ih) * p.w + iw) * p.c + c] * p.gradY.at[at * p.o + o];
        }
        pixel = pixel_after(pixel, Pixel(0, 0, 1), p.oh, p.ow);
    }
    p.partial.at[i] = sum;
}
