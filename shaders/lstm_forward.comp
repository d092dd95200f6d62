// lstm_forward: i, f, o = sigmoid(gates), g = tanh(gates); c' = f c + i g; h' = o tanh(c').
// gates: [batch, 4 hidden] in the order i, f, g, o; c, c_next, h_next: [batch, hidden];
// activations: [batch, 4 hidden], kept for the backward passes.   One thread: one hidden unit of one row.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"
#include "include/gates.glsl"
layout(local_size_x = 64) in;
layout(push_constant) uniform Push {
    Floats gates;
    Floats c;
    Floats activations;
    Floats c_next;
    Floats h_next;
    uint n;
    uint hidden;
} p;

void main() {
    uint at = item_index();
    if (at >= p.n) return;
    uint row = at / p.hidden;
    uint base = 4 * row * p.hidden + (at - row * p.hidden);
    float i = sigmoid(p.gates.at[base]);
    float f = sigmoid(p.gates.at[base + p.hidden]);
    float g = bounded_tanh(p.gates.at[base + 2 * p.hidden]);
    float o = sigmoid(p.gates.at[base + 3 * p.hidden]);
    float c = f * p.c.at[at] + i * g;
    p.activations.at[base] = i;
    p.activations.at[base + p.hidden] = f;
    p.activations.at[base + 2 * p.hidden] = g;
    p.activations.at[base + 3 * p.hidden] = o;
    p.c_next.at[at] = c;
    p.h_next.at[at] = o * bounded_tanh(c);
}
