// conv2d_transpose_weight: y[kh,kw,o,c] = weight[kh,kw,c,o], with FLIP: y[KH−1−kh,KW−1−kw,o,c].
// A stride-1 convolution of the output's gradient with the flipped weight gives the input's gradient.
// weight: [taps,C,O], y: [taps,O,C], float32. One thread: one element of y.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"

layout(local_size_x = 64) in;
layout(constant_id = 0) const uint FLIP = 0;

layout(push_constant) uniform Push {
    Floats weight;
    Floats y;
    uint taps, c, o;
} p;

void main() {
    uint i = item_index();
    if (i >= p.taps * p.c * p.o) return;

    uint c = i % p.c;
    uint o = i / p.c % p.o;
    uint tap = i / (p.c * p.o);
    if (FLIP == 1) tap = p.taps - 1 - tap;
    p.y.at[i] = p.weight.at[(tap * p.c + c) * p.o + o];
}
