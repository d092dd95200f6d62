// adam_step: for each row of a table, m = beta1 m + (1 - beta1) g,
// v = beta2 v + (1 - beta2) g^2, w = w - rate m / (sqrt(v) correction + epsilon),
// where rate = lr / (1 - beta1^t) and correction = 1 / sqrt(1 - beta2^t).
// A row without g has g = 0.
// w, g, m, v: [n] float32.   One thread: SPAN times four consecutive elements.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"
#include "include/quads.glsl"
#include "include/rows.glsl"
layout(local_size_x = 64) in;
struct Row {
    Address w;
    Address g;
    Address m;
    Address v;
    uint n;
    uint aligned;
    float rate;
    float correction;
};
layout(buffer_reference, std430, buffer_reference_align = 8) readonly buffer Rows { Row at[]; };
layout(push_constant) uniform Push {
    Rows table;
    uint starts;
    uint rows;
    uint groups;
    float epsilon;
    float beta1;
    float gain1;
    float beta2;
    float gain2;
} p;
const uint SPAN = 4;

void step(Row row, uint i) {
    bool aligned = row.aligned != 0;
    vec4 g = vec4(0.0);
    if (row.g != Address(0)) g = load_quad(Floats(row.g), i, row.n, aligned);
    vec4 m = p.beta1 * load_quad(Floats(row.m), i, row.n, aligned) + p.gain1 * g;
    vec4 v = p.beta2 * load_quad(Floats(row.v), i, row.n, aligned) + p.gain2 * g * g;
    vec4 w = load_quad(Floats(row.w), i, row.n, aligned) - row.rate * m / (sqrt(v) * row.correction + p.epsilon);
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
    for (uint k = 0; k < SPAN; k++) {
        uint i = 4 * (quad + k * gl_WorkGroupSize.x);
        if (i < row.n) step(row, i);
    }
}
