// conv2d_winograd_weight: u[k,c,o] = (G·g·Gᵀ)[k] for the 3×3 weights g of channels c and o; zero where they do not exist.
// weight: [3,3,INPUTS,OUTPUTS], u: [36,C,O], float32, C ≥ INPUTS, O ≥ OUTPUTS, O even.
// flip = 1 gives the weight of the input's gradient: g[2−kh,2−kw] of channels o and c, C ≥ OUTPUTS, O ≥ INPUTS.
// One thread: one c, two o.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"
#include "include/winograd.glsl"

layout(local_size_x = 64) in;
layout(constant_id = 0) const bool WORDS = false;
#include "include/pairs.glsl"

layout(push_constant) uniform Push {
    Floats weight;
    Vec2s u;
    uint c, o;            // o in units of two
    uint inputs, outputs; // channels of weight
    uint flip;
} p;

void main() {
    uint i = item_index();
    uint pairs = p.c * p.o;
    if (i >= pairs) return;

    uvec2 c = uvec2(i / p.o), o = i % p.o * 2 + uvec2(0, 1);
    uvec2 from = p.flip == 1 ? o : c, to = p.flip == 1 ? c : o;
    bvec2 exists = bvec2(uvec2(lessThan(from, uvec2(p.inputs))) & uvec2(lessThan(to, uvec2(p.outputs))));
    uvec2 at = mix(uvec2(0), from * p.outputs + to, exists);
    vec2 columns[3][INNER]; // of the weight, transformed
    [[unroll]] for (uint j = 0; j < 3; j++) {
        vec2 g[3];
        [[unroll]] for (uint k = 0; k < 3; k++) {
            uint tap = 3 * k + j;
            uint first = (p.flip == 1 ? 8 - tap : tap) * p.inputs * p.outputs;
            g[k] = mix(vec2(0), vec2(p.weight.at[first + at.x], p.weight.at[first + at.y]), exists);
        }
        winograd_weight(g, columns[j]);
    }
    [[unroll]] for (uint k = 0; k < INNER; k++) {
        vec2 row[3], u[INNER];
        [[unroll]] for (uint j = 0; j < 3; j++) row[j] = columns[j][k];
        winograd_weight(row, u);
        [[unroll]] for (uint j = 0; j < INNER; j++) pair_store(p.u, (INNER * k + j) * pairs + i, u[j]);
    }
}
