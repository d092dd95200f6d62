// softmax_forward: y = exp(x - m) / s over the last axis, m = max x, s = sum exp(x - m);
// with LOG, y = x - m - ln s.   x, y: [rows, k] float32.   One thread: one row.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"
layout(local_size_x = 64) in;
layout(constant_id = 0) const bool LOG = false;
layout(push_constant) uniform Push { Floats x; Floats y; uint rows; uint k; } p;

void main() {
    uint row = item_index();
    if (row >= p.rows) return;
    uint base = row * p.k;
    float top = p.x.at[base];
    for (uint i = 1; i < p.k; i++) top = max(top, p.x.at[base + i]);
    float sum = 0.0;
    for (uint i = 0; i < p.k; i++) sum += exp(p.x.at[base + i] - top);

    if (LOG) {
        float log_sum = log(sum);
        for (uint i = 0; i < p.k; i++) p.y.at[base + i] = (p.x.at[base + i] - top) - log_sum;
        return;
    }
    for (uint i = 0; i < p.k; i++) p.y.at[base + i] = exp(p.x.at[base + i] - top) / sum;
}
