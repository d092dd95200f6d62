// unary_forward: output = f(input), f chosen by OP.   input, output: [n].
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
layout(push_constant) uniform Push { LaneBuffer x; LaneBuffer y; uint items; float a; float b; } p;

// tanh by e^(-2|x|), which cannot overflow; near zero, where that would cancel,
// by the Taylor series (the first omitted term is below 1e-8 of the result).
Lane hyperbolic_tangent(Lane x) {
    Lane decay = exp(-2.0 * abs(x));
    Lane far = sign(x) * (1.0 - decay) / (1.0 + decay);
    Lane q = x * x;
    Lane near = x * (1.0 + q * (-1.0 / 3.0 + q * (2.0 / 15.0 + q * (-17.0 / 315.0 + q * (62.0 / 2835.0)))));
    return choose(above(abs(x), Lane(0.25)), far, near);
}

// ln(1 + e^x) = max(x, 0) + ln(1 + d) with d = e^(-|x|), which cannot overflow.
// ln(1 + d) is 2·atanh(d / (2 + d)), by its series: a device's logarithm has an
// absolute error near one, where this must be as exact as d itself. The first
// omitted term is below 2e-8 of the result.
Lane soft_plus(Lane x) {
    Lane decay = exp(-abs(x));
    Lane s = decay / (2.0 + decay); // at most 1/3
    Lane q = s * s;
    Lane series = 1.0 + q * (1.0 / 3.0 + q * (1.0 / 5.0 + q * (1.0 / 7.0 + q * (1.0 / 9.0 + q * (1.0 / 11.0 + q * (1.0 / 13.0))))));
    return choose(above(x, Lane(0.0)), x, Lane(0.0)) + 2.0 * s * series;
}

Lane apply(Lane x) {
    switch (OP) {
    // Not max(): NaN must stay NaN, or a loss that has diverged reads 0.
    case RELU: return choose(above(Lane(0.0), x), Lane(0.0), x);
    case LEAKY_RELU: return choose(above(Lane(0.0), x), p.a * x, x);
    case TANH: return hyperbolic_tangent(x);
    case SIGMOID: return logistic(x);
    case EXP: return exp(x);
    case LOG: return log(x);
    case SQRT: return sqrt(x);
    case SQUARE: return x * x;
    case ABS: return abs(x);
    case SOFTPLUS: return soft_plus(x);
    }
    return p.a * x + p.b; // AFFINE
}

void main() {
    uint i = first_item();
    if (i >= p.items) return;
    Lane x[EACH];
    [[unroll]] for (uint k = 0; k < EACH; k++) x[k] = load_lane(p.x, i + k * item_step, 0);
    [[unroll]] for (uint k = 0; k < EACH; k++) store_lane(p.y, i + k * item_step, 1, apply(x[k]));
}
