// lstm_backward_hidden: the VJP of h' = o tanh(c').
// dgates = (0, 0, 0, dh' tanh(c') o(1-o)) and dc' = dh' o (1 - tanh(c')^2).
// activations, dgates: [batch, 4 hidden] in the order i, f, g, o; c_next, dh_next, dc_next: [batch, hidden].
// One thread: one hidden unit of one row.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"
#include "include/gates.glsl"
layout(local_size_x = 64) in;
layout(push_constant) uniform Push {
    Floats activations;
    Floats c_next;
    Floats dh_next;
    Floats dgates;
    Floats dc_next;
    uint n;
    uint hidden;
} p;

void main() {
    uint at = item_index();
    if (at >= p.n) return;
    uint row = at / p.hidden;
    uint base = 4 * row * p.hidden + (at - row * p.hidden);
    float o = p.activations.at[base + 3 * p.hidden];
    float t = bounded_tanh(p.c_next.at[at]);
    float d = p.dh_next.at[at];
    p.dgates.at[base] = 0.0;
    p.dgates.at[base + p.hidden] = 0.0;
    p.dgates.at[base + 2 * p.hidden] = 0.0;
    p.dgates.at[base + 3 * p.hidden] = d * t * o * (1.0 - o);
    p.dc_next.at[at] = d * o * (1.0 - t * t);
}
