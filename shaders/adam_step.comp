// adam_step: for each row of a table, m = beta1 m + (1 - beta1) g,
// v = beta2 v + (1 - beta2) g^2, w = w - rate m / (sqrt(v) correction + epsilon),
// where rate = lr / (1 - beta1^t) and correction = 1 / sqrt(1 - beta2^t).
// A row without g has g = 0.
// w, g, m, v: [n] float32.   One thread: SPAN times four consecutive elements.
//
// scaled: g is the gradient times scale[SCALE]. If scale[OVERFLOW] is set, the row
// stays as it is and skipped[slot] counts one more. t is the row's step minus its
// skipped steps.
//!variant scaled SCALED=1
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"
#include "include/quads.glsl"
#include "include/rows.glsl"
#include "include/loss_scale.glsl"
layout(local_size_x = 64) in;
struct Row {
    Address w;
    Address g;
    Address m;
    Address v;
    uint n;
    uint aligned;
#ifdef SCALED
    uint slot;
    float step;
#else
    float rate;
    float correction;
#endif
};
layout(buffer_reference, std430, buffer_reference_align = 8) readonly buffer Rows { Row at[]; };
layout(push_constant) uniform Push {
    Rows table;
#ifdef SCALED
    Floats scale;
    Floats skipped;
#endif
    uint starts;
    uint rows;
    uint groups;
    float epsilon;
    float beta1;
    float gain1;
    float beta2;
    float gain2;
#ifdef SCALED
    float lr;
    float logBeta1;
    float logBeta2;
#endif
} p;
const uint SPAN = 4;

// Factors are the numbers of a row that depend on its step.
struct Factors { float rate, correction, unscale; };

#ifdef SCALED
// one_minus_exp is 1 − e^x for x ≤ 0: by a series near zero, where e^x is near one.
float one_minus_exp(float x) {
    if (x < -0.25) return 1.0 - exp(x);
    return -x * (1.0 + x / 2.0 * (1.0 + x / 3.0 * (1.0 + x / 4.0 * (1.0 + x / 5.0 * (1.0 + x / 6.0)))));
}

Factors factors_of(Row row) {
    float t = row.step - p.skipped.at[row.slot];
    return Factors(p.lr / one_minus_exp(t * p.logBeta1), inversesqrt(one_minus_exp(t * p.logBeta2)), 1.0 / p.scale.at[SCALE]);
}
#else
Factors factors_of(Row row) { return Factors(row.rate, row.correction, 1.0); }
#endif

void step(Row row, uint i, Factors f) {
    bool aligned = row.aligned != 0;
    vec4 g = vec4(0.0);
    if (row.g != Address(0)) g = f.unscale * load_quad(Floats(row.g), i, row.n, aligned);
    vec4 m = p.beta1 * load_quad(Floats(row.m), i, row.n, aligned) + p.gain1 * g;
    vec4 v = p.beta2 * load_quad(Floats(row.v), i, row.n, aligned) + p.gain2 * g * g;
    vec4 w = load_quad(Floats(row.w), i, row.n, aligned) - f.rate * m / (sqrt(v) * f.correction + p.epsilon);
    store_quad(Floats(row.m), i, row.n, aligned, m);
    store_quad(Floats(row.v), i, row.n, aligned, v);
    store_quad(Floats(row.w), i, row.n, aligned, w);
}

void main() {
    uint group = group_index();
    if (group >= p.groups) return;
    uint r = row_of(group, Uints(uvec2(p.table)), p.starts, p.rows);
    Row row = p.table.at[r];
    uint quad = quad_of_row(group, p.table, p.starts, r, SPAN);
#ifdef SCALED
    if (p.scale.at[OVERFLOW] != 0.0) {
        if (quad == 0) p.skipped.at[row.slot] += 1.0;
        return;
    }
#endif
    Factors factors = factors_of(row);
    for (uint k = 0; k < SPAN; k++) {
        uint i = 4 * (quad + k * gl_WorkGroupSize.x);
        if (i < row.n) step(row, i, factors);
    }
}
