// softmax_backward: dx = y (dy - sum dy y) over the last axis; with LOG, where
// y is a log-probability, dx = dy - exp(y) sum dy.
// y, dy, dx: [rows, k] float32.   One thread: one row.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"
layout(local_size_x = 64) in;
layout(constant_id = 0) const bool LOG = false;
layout(push_constant) uniform Push { Floats y; Floats dy; Floats dx; uint rows; uint k; } p;

void main() {
    uint row = item_index();
    if (row >= p.rows) return;
    uint base = row * p.k;
    float sum = 0.0;
    if (LOG) {
        for (uint i = 0; i < p.k; i++) sum += p.dy.at[base + i];
        for (uint i = 0; i < p.k; i++) p.dx.at[base + i] = p.dy.at[base + i] - exp(p.y.at[base + i]) * sum;
        return;
    }
    for (uint i = 0; i < p.k; i++) sum += p.dy.at[base + i] * p.y.at[base + i];
    for (uint i = 0; i < p.k; i++) p.dx.at[base + i] = p.y.at[base + i] * (p.dy.at[base + i] - sum);
}
