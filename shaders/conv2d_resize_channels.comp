// conv2d_resize_channels: y[r,c] = x[r,c] for c < C, else 0: pads rows of C channels to D > C or crops them to D < C.
// x: [rows,C], y: [rows,D], float32. One thread: one element of y.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"

layout(local_size_x = 64) in;

layout(push_constant) uniform Push {
    Floats x;
    Floats y;
    uint rows, c, d;
} p;

void main() {
    uint i = item_index();
    if (i >= p.rows * p.d) return;

    uint c = i % p.d;
    p.y.at[i] = c < p.c ? p.x.at[i / p.d * p.c + c] : 0;
}
