// within_count: counts[c] += the number of rows r with ‖row[r] − column[c]‖² < radii[r], or ≤ with INCLUSIVE.
// products: [rows, columns] = row · column, rowSquares, radii: [rows], columnSquares, counts: [columns], float32. The radii
// are squared too. Counts are exact up to 2²⁴.
// One thread: one column. Neighbouring threads read neighbouring products.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"
#include "include/distance.glsl"
layout(local_size_x = 64) in;
layout(constant_id = 0) const bool INCLUSIVE = false;
layout(push_constant) uniform Push {
    Floats products;
    Floats rowSquares;
    Floats columnSquares;
    Floats radii;
    Floats counts;
    uint columns;
    uint rows;
} p;

void main() {
    uint column = item_index();
    if (column >= p.columns) return;
    float square = p.columnSquares.at[column];
    uint count = 0;
    for (uint row = 0; row < p.rows; row++) {
        float distance = squared_distance(p.rowSquares.at[row], square, p.products.at[row * p.columns + column]);
        bool within = INCLUSIVE ? distance <= p.radii.at[row] : distance < p.radii.at[row];
        count += within ? 1u : 0u;
    }
    p.counts.at[column] += float(count);
}
