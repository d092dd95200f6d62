// embedding_backward: dtable[v] = sum of dy[r] over the rows r with index[r] = v.
// Each table element gathers its rows in order: no atomics, equal bits on every run.
// dy: [rows, width] float32, index: [rows] uint32, dtable: [entries, width] float32.   One thread: one element of dtable.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"
layout(local_size_x = 64) in;
layout(push_constant) uniform Push { Floats dy; Uints index; Floats dtable; uint n; uint rows; uint width; } p;

void main() {
    uint i = item_index();
    if (i >= p.n) return;
    uint entry = i / p.width;
    uint column = i - entry * p.width;
    float sum = 0.0;
    for (uint row = 0; row < p.rows; row++) {
        if (p.index.at[row] == entry) sum += p.dy.at[row * p.width + column];
    }
    p.dtable.at[i] = sum;
}
