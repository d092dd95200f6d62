// conv2d_backward_input: gradX[n,h,w,c] = bias[c] + Σ gradY[n,oh,ow,o] · weight[kh,kw,c,o] over the taps with oh·S+kh−P = h, ow·S+kw−Q = w.
// gradX: [N,H,W,C], weight: [KH,KW,C,O], gradY: [N,OH,OW,O], all float32; bias: [C], for transposed convolutions.
// One thread: one element of gradX, for any stride and channel count. The readable reference.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"

layout(local_size_x = 64) in;
layout(constant_id = 0) const uint KH = 1;
layout(constant_id = 1) const uint KW = 1;
layout(constant_id = 2) const uint STRIDE = 1;
layout(constant_id = 3) const uint PADDING_H = 0;
layout(constant_id = 4) const uint PADDING_W = 0;
layout(constant_id = 5) const uint BIAS = 0;

layout(push_constant) uniform Push {
    Floats gradY;
    Floats weight;
    Floats bias;
    Floats gradX;
    uint n, h, w, c;
    uint oh, ow, o;
} p;

void main() {
    uint i = item_index();
    if (i >= p.n * p.h * p.w * p.c) return;

    uint c = i % p.c;
    uint pixel = i / p.c;
    uint h = pixel / p.w % p.h + PADDING_H;
    uint w = pixel % p.w + PADDING_W;
    uint image = pixel / (p.w * p.h) * p.oh;

    float sum = BIAS == 1 ? p.bias.at[c] : 0;
    for (uint kh = 0; kh < KH && kh <= h; kh++) {
        uint oh = (h - kh) / STRIDE;
        if (oh >= p.oh || oh * STRIDE + kh != h) continue;
        for (uint kw = 0; kw < KW && kw <= w; kw++) {
            uint ow = (w - kw) / STRIDE;
            if (ow >= p.ow || ow * STRIDE + kw != w) continue;
            uint from = ((image + oh) * p.ow + ow) * p.o;
            uint tap = ((kh * KW + kw) * p.c + c) * p.o;
            for (uint o = 0; o < p.o; o++) sum += p.gradY.at[from + o] * p.weight.at[tap + o];
        }
    }
    p.gradX.at[i] = sum;
}
