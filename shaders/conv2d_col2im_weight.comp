// conv2d_col2im_weight: columns[c,tap·O+o] = weight[tap,c,o], zero in the padding columns.
// BACK goes the other way and flips the taps: weight[tap,c,o] = columns[c,(taps−1−tap)·O+o].
// weight: [taps,C,O], columns: [C,row], row ≥ taps·O, float32. One thread: one element of the result.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"

layout(local_size_x = 64) in;
layout(constant_id = 0) const uint BACK = 0;

layout(push_constant) uniform Push {
    Floats x; // weight, or columns
    Floats y;
    uint taps, c, o;
    uint row;
} p;

void main() {
    uint i = item_index();
    if (i >= (BACK == 1 ? p.taps * p.c * p.o : p.c * p.row)) return;

    if (BACK == 1) {
        uint c = i / p.o % p.c;
        uint tap = p.taps - 1 - i / (p.o * p.c);
        p.y.at[i] = p.x.at[c * p.row + tap * p.o + i % p.o];
        return;
    }
    uint column = i % p.row;
    bool exists = column < p.taps * p.o;
    p.y.at[i] = exists ? p.x.at[(column / p.o * p.c + i / p.row) * p.o + column % p.o] : 0;
}
