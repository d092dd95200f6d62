// sample_categorical: y[r] ~ Categorical(softmax(logits[r])) by inverting the
// cumulative sum at one uniform of Philox block r.
// logits: [rows, k] float32, y: [rows] uint32.   One thread: one row.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"
#include "include/philox.glsl"
layout(local_size_x = 64) in;
layout(push_constant) uniform Push {
    Floats logits;
    Uints y;
    uint rows;
    uint k;
    uint seed0;
    uint seed1;
    uint stream0;
    uint stream1;
} p;

void main() {
    uint row = item_index();
    if (row >= p.rows) return;
    uint base = row * p.k;
    float top = p.logits.at[base];
    for (uint i = 1; i < p.k; i++) top = max(top, p.logits.at[base + i]);
    float total = 0.0;
    for (uint i = 0; i < p.k; i++) total += exp(p.logits.at[base + i] - top);

    vec4 u = unit_interval(random_block(uvec2(p.seed0, p.seed1), uvec2(p.stream0, p.stream1), row));
    float threshold = u.x * total;
    float below = 0.0;
    // An option of probability zero adds nothing to the sum and is never
    // chosen, not even when rounding leaves the threshold above the last sum.
    uint choice = 0;
    for (uint i = 0; i < p.k && below <= threshold; i++) {
        float weight = exp(p.logits.at[base + i] - top);
        if (weight > 0.0) choice = i;
        below += weight;
    }
    p.y.at[row] = choice;
}
