// embedding_forward: y[r] = table[index[r]]; a row of NaN where the index is out of range.
// table: [entries, width] float32, index: [rows] uint32, y: [rows, width] float32.   One thread: one element of y.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"
layout(local_size_x = 64) in;
layout(push_constant) uniform Push { Floats table; Uints index; Floats y; uint n; uint entries; uint width; } p;

void main() {
    uint i = item_index();
    if (i >= p.n) return;
    uint row = i / p.width;
    uint entry = p.index.at[row];
    uint source = min(entry, p.entries - 1) * p.width + (i - row * p.width);
    p.y.at[i] = entry < p.entries ? p.table.at[source] : uintBitsToFloat(0x7FC00000u);
}
