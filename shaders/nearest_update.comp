// nearest_update: nearest[0…K-1, c] become the K smallest of themselves and of ‖row[r] − column[c]‖² over the rows r, in
// rising order. With SELF the row r = c + self is left out: it is the column's own vector.
// products: [rows, columns] = row · column, rowSquares: [rows], columnSquares: [columns], nearest: [K, columns], float32.
// One thread: one column. Neighbouring threads read neighbouring products.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"
#include "include/distance.glsl"
layout(local_size_x = 64) in;
layout(constant_id = 0) const uint K = 5;
layout(constant_id = 1) const bool SELF = false;
layout(push_constant) uniform Push {
    Floats products;
    Floats rowSquares;
    Floats columnSquares;
    Floats nearest;
    uint columns;
    uint rows;
    uint self; // modulo 2³²: may be below zero
} p;

void main() {
    uint column = item_index();
    if (column >= p.columns) return;
    float square = p.columnSquares.at[column];
    float nearest[K];
    [[unroll]] for (uint k = 0; k < K; k++) nearest[k] = p.nearest.at[k * p.columns + column];
    for (uint row = 0; row < p.rows; row++) {
        float next = squared_distance(p.rowSquares.at[row], square, p.products.at[row * p.columns + column]);
        if (SELF) next = row == column + p.self ? nearest[K - 1] : next; // already among them, or none
        [[unroll]] for (uint k = 0; k < K; k++) {
            float nearer = min(nearest[k], next);
            next = max(nearest[k], next);
            nearest[k] = nearer;
        }
    }
    [[unroll]] for (uint k = 0; k < K; k++) p.nearest.at[k * p.columns + column] = nearest[k];
}
