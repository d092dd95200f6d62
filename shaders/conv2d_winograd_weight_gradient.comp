// conv2d_winograd_weight_gradient: gradWeight[·,·,c,o] = Gᵀ·s[·,c,o]·G, the adjoint of conv2d_winograd_weight.
// s: [36,C,O], gradWeight: [3,3,C,O], float32, O even. One thread: one c, two o.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"
#include "include/wide.glsl"
#include "include/winograd.glsl"

layout(local_size_x = 64) in;

layout(push_constant) uniform Push {
    Pairs s;
    Pairs gradWeight;
    uint pairs; // C·O/2
} p;

void main() {
    uint i = item_index();
    if (i >= p.pairs) return;

    vec2 columns[INNER][3]; // of s, transformed
    [[unroll]] for (uint j = 0; j < INNER; j++) {
        vec2 s[INNER];
        [[unroll]] for (uint k = 0; k < INNER; k++) s[k] = pair_load(p.s, (INNER * k + j) * p.pairs + i);
        winograd_weight_adjoint(s, columns[j]);
    }
    [[unroll]] for (uint k = 0; k < 3; k++) {
        vec2 row[INNER], g[3];
        [[unroll]] for (uint j = 0; j < INNER; j++) row[j] = columns[j][k];
        winograd_weight_adjoint(row, g);
        [[unroll]] for (uint j = 0; j < 3; j++) pair_store(p.gradWeight, (3 * k + j) * p.pairs + i, g[j]);
    }
}
