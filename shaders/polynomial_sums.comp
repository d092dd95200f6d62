// polynomial_sums: sum[c] + rest[c] = Σ (products[r,c] · scale + 1)³ over the rows r; with SELF without r = c.
// products: [rows, columns], sum, rest: [columns] float32.
// A kernel distance is a small difference of large means of these, so the sum keeps its rounding errors (Knuth's TwoSum):
// 48 bits. Hence precise. A term is rounded as float32; such errors have no sign and go down in the mean.
// One thread: one column. Neighbouring threads read neighbouring products.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"
layout(local_size_x = 64) in;
layout(constant_id = 0) const bool SELF = false;
layout(push_constant) uniform Push {
    Floats products;
    Floats sum;
    Floats rest;
    uint columns;
    uint rows;
    float scale;
} p;

void main() {
    uint column = item_index();
    if (column >= p.columns) return;
    precise float total = 0.0;
    precise float lost = 0.0;
    for (uint row = 0; row < p.rows; row++) {
        float base = p.products.at[row * p.columns + column] * p.scale + 1.0;
        float term = base * base * base;
        if (SELF) term = row == column ? 0.0 : term;
        precise float next = total + term;
        precise float part = next - total;
        lost += (total - (next - part)) + (term - part);
        total = next;
    }
    precise float sum = total + lost;
    p.sum.at[column] = sum;
    p.rest.at[column] = lost - (sum - total);
}
