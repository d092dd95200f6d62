// lstm_backward_cell: the VJP of c' = f c + i g. Through the gates' activations:
// dgates = (dc' g i(1-i), dc' c f(1-f), dc' i (1-g^2), 0) and dc = dc' f.
// activations, dgates: [batch, 4 hidden] in the order i, f, g, o; c, dc_next, dc: [batch, hidden].
// One thread: one hidden unit of one row.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"
layout(local_size_x = 64) in;
layout(push_constant) uniform Push {
    Floats activations;
    Floats c;
    Floats dc_next;
    Floats dgates;
    Floats dc;
    uint n;
    uint hidden;
} p;

void main() {
    uint at = item_index();
    if (at >= p.n) return;
    uint row = at / p.hidden;
    uint base = 4 * row * p.hidden + (at - row * p.hidden);
    float i = p.activations.at[base];
    float f = p.activations.at[base + p.hidden];
    float g = p.activations.at[base + 2 * p.hidden];
    float d = p.dc_next.at[at];
    p.dgates.at[base] = d * g * i * (1.0 - i);
    p.dgates.at[base + p.hidden] = d * p.c.at[at] * f * (1.0 - f);
    p.dgates.at[base + 2 * p.hidden] = d * i * (1.0 - g * g);
    p.dgates.at[base + 3 * p.hidden] = 0.0;
    p.dc.at[at] = d * f;
}
