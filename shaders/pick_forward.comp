// pick_forward: y[r] = x[r, index[r]]; NaN where the index is out of range.
// x: [rows, k] float32, index: [rows] uint32, y: [rows] float32.   One thread: one row.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"
layout(local_size_x = 64) in;
layout(push_constant) uniform Push { Floats x; Uints index; Floats y; uint rows; uint k; } p;

void main() {
    uint row = item_index();
    if (row >= p.rows) return;
    uint column = p.index.at[row];
    p.y.at[row] = column < p.k ? p.x.at[row * p.k + min(column, p.k - 1)] : uintBitsToFloat(0x7FC00000u);
}
