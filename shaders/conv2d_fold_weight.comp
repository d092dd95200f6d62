// conv2d_fold_weight: folded[c,tap·O+o] = weight[tap,c,o], zero in the columns that fill it up.
// BACK goes the other way and turns the taps: weight[tap,c,o] = folded[c,(taps−1−tap)·O+o].
// weight: [taps,C,O], folded: [C,rowF], rowF ≥ taps·O, float32. One thread: one element of the result.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"

layout(local_size_x = 64) in;
layout(constant_id = 0) const uint BACK = 0;

layout(push_constant) uniform Push {
    Floats x; // weight, or folded
    Floats y;
    uint taps, c, o;
    uint rowF;
} p;

void main() {
    uint i = item_index();
    if (i >= (BACK == 1 ? p.taps * p.c * p.o : p.c * p.rowF)) return;

    if (BACK == 1) {
        uint c = i / p.o % p.c;
        uint tap = p.taps - 1 - i / (p.o * p.c);
        p.y.at[i] = p.x.at[c * p.rowF + tap * p.o + i % p.o];
        return;
    }
    uint column = i % p.rowF;
    bool exists = column < p.taps * p.o;
    p.y.at[i] = exists ? p.x.at[(column / p.o * p.c + i / p.rowF) * p.o + column % p.o] : 0;
}
