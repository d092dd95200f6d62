// conv2d_forward: y[n,oh,ow,o] = bias[o] + Σ x[n, oh·S+kh−P, ow·S+kw−Q, c] · weight[kh,kw,c,o].
// x: [N,H,W,C], weight: [KH,KW,C,O], bias: [O], y: [N,OH,OW,O], all float32.
// One thread: one element of y. The readable reference for any channel count.
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
    Floats x;
    Floats weight;
    Floats bias;
    Floats y;
    uint n, h, w, c;
    uint oh, ow, o;
} p;

void main() {
    uint i = item_index();
    if (i >= p.n * p.oh * p.ow * p.o) return;

    uint o = i % p.o;
    uint pixel = i / p.o;
    uint top = pixel / p.ow % p.oh * STRIDE; // first tap, in padded coordinates
    uint left = pixel % p.ow * STRIDE;
    uint image = pixel / (p.ow * p.oh) * p.h;

    float sum = BIAS == 1 ? p.bias.at[o] : 0;
    for (uint kh = 0; kh < KH; kh++) {
        for (uint kw = 0; kw < KW; kw++) {
            uint ih = top + kh - PADDING_H; // wraps to a huge value above and left of the image
            uint iw = left + kw - PADDING_W;
            if (ih >= p.h || iw >= p.w) continue;
            uint from = ((image + ih) * p.w + iw) * p.c;
            uint tap = (kh * KW + kw) * p.c * p.o + o;
            for (uint c = 0; c < p.c; c++) {
                sum += p.x.at[from + c] * p.weight.at[tap + c * p.o];
            }
        }
    }
    p.y.at[i] = sum;
}
