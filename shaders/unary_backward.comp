// unary_backward: gradInput = gradOutput · f'(x), f chosen by OP.   All: [n].
// saved is the input x, or the output y = f(x) where the row of vk/tensor/optable has KeepsOutput.
// One thread: EACH times one element, or four consecutive ones (vec4), which may be float16.
//!variant vec4 LANES=4
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/lanes.glsl"
#include "include/unary_gen.glsl"
layout(local_size_x = 64) in;
layout(constant_id = 0) const uint OP = RELU;
layout(constant_id = 1) const uint FLOAT16_MASK = 0;
layout(constant_id = 2) const uint EACH = 1;
layout(constant_id = 3) const bool ADJACENT = true;
#include "include/each.glsl"
#include "include/float16.glsl"
#include "include/logistic.glsl"
layout(push_constant) uniform Push { LaneBuffer saved; LaneBuffer gradOutput; LaneBuffer gradInput; uint items; float a; } p;

Lane pull_back(Lane v, Lane g) {
    switch (OP) {
    case RELU: return choose(above(v, Lane(0.0)), g, Lane(0.0));
    case LEAKY_RELU: return choose(above(v, Lane(0.0)), g, p.a * g);
    case TANH: return g * (1.0 - v * v);
    case SIGMOID: return g * v * (1.0 - v);
    case EXP: return g * v;
    case LOG: return g / v;
    case SQRT: return 0.5 * g / v;
    case SQUARE: return 2.0 * g * v;
    case ABS: return g * sign(v);
    case SOFTPLUS: return g * logistic(v);
    }
    return p.a * g; // AFFINE
}

void main() {
    uint i = first_item();
    if (i >= p.items) return;
    Lane saved[EACH], g[EACH];
    [[unroll]] for (uint k = 0; k < EACH; k++) {
        saved[k] = load_lane(p.saved, i + k * item_step, 0);
        g[k] = load_lane(p.gradOutput, i + k * item_step, 1);
    }
    [[unroll]] for (uint k = 0; k < EACH; k++) store_lane(p.gradInput, i + k * item_step, 2, pull_back(saved[k], g[k]));
}
