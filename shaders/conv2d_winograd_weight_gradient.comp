// conv2d_winograd_weight_gradient: gradWeight[·,·,c,o] = Gᵀ·s[·,c,o]·G, the adjoint of conv2d_winograd_weight.
// s: [36,C,O], gradWeight: [3,3,C,O], float32, O even. SUM also makes gradBias: [O] of sums: [rows,O].
// One thread: one c, two o. The threads after these: two o of gradBias.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"
#include "include/winograd.glsl"

layout(local_size_x = 64) in;
layout(constant_id = 0) const uint SUM = 0;
layout(constant_id = 1) const bool WORDS = false;
#include "include/pairs.glsl"

layout(push_constant) uniform Push {
    Pairs s;
    Vec2s gradWeight;
    Pairs sums;
    Vec2s gradBias;
    uint pairs; // C·O/2
    uint o;     // in units of two
    uint rows;
} p;

void main() {
    uint i = item_index();
    if (SUM == 1 && i >= p.pairs && i - p.pairs < p.o) {
        vec2 sum = vec2(0);
        for (uint r = 0; r < p.rows; r++) sum += pair_load(p.sums, r * p.o + i - p.pairs);
        pair_store(p.gradBias, i - p.pairs, sum);
    }
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
