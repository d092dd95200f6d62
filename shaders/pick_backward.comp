// pick_backward: dx[r, c] = dy[r] where c = index[r], else 0.
// dy: [rows] float32, index: [rows] uint32, dx: [rows, k] float32.   One thread: one element of dx.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"
layout(local_size_x = 64) in;
layout(push_constant) uniform Push { Floats dy; Uints index; Floats dx; uint n; uint k; } p;

void main() {
    uint i = item_index();
    if (i >= p.n) return;
    uint row = i / p.k;
    p.dx.at[i] = p.index.at[row] == i - row * p.k ? p.dy.at[row] : 0.0;
}
