// moments_accumulate: sum[i,j] + rest[i,j] += Σ x[b,i] · x[b,j] over the rows b for j ≥ i, and, in row i = dim, Σ x[b,j].
// x: [rows, dim], sum, rest: [dim + 1, dim] float32. An element is sum + rest, rest at most half a unit in the last place
// of sum: 48 bits together. Blocks of 4×4 below the diagonal are not written.
// Products are exact (Dekker 1971, from parts of 12 bits), as is each sum's rounding error (Knuth's TwoSum). This needs
// no fused multiply-add, but every operation must be done as written: hence precise.
// One thread: one i and one j, or four consecutive j (vec4).
//!variant vec4 LANES=4
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/lanes.glsl"
layout(local_size_x = 64) in;
layout(push_constant) uniform Push {
    Floats x;
    LaneBuffer sum;
    LaneBuffer rest;
    uint items;
    uint rows;
    uint dim;
    uint columns; // dim in units of LANES
} p;

const uint BLOCK = 4;                // columns that are computed together, even where a thread has one column
const uint UPPER_BITS = 0xfffff000u; // sign, exponent and the upper 12 of the 24 bits of a float's significand

float upper(float x) { return uintBitsToFloat(floatBitsToUint(x) & UPPER_BITS); }
vec4 upper(vec4 x) { return uintBitsToFloat(floatBitsToUint(x) & UPPER_BITS); }

// Double is the number sum + rest.
struct Double {
    Lane sum;
    Lane rest;
};

// add returns a + b + c to about 48 bits, for |c| far below |b|.
Double add(Double a, Lane b, Lane c) {
    precise Lane sum = a.sum + b;
    precise Lane part = sum - a.sum;
    precise Lane lost = (a.sum - (sum - part)) + (b - part);
    precise Lane rest = a.rest + (lost + c);
    return Double(sum, rest);
}

// normal is a with the smallest possible rest.
Double normal(Double a) {
    precise Lane sum = a.sum + a.rest;
    precise Lane rest = a.rest - (sum - a.sum);
    return Double(sum, rest);
}

void main() {
    uint item = item_index();
    if (item >= p.items) return;
    uint i = item / p.columns;
    uint j = item - i * p.columns;
    if (i < p.dim && j * LANES / BLOCK < i / BLOCK) return;

    Double total = Double(Lane(0.0), Lane(0.0));
    for (uint b = 0; b < p.rows; b++) {
        float left = i < p.dim ? p.x.at[b * p.dim + i] : 1.0;
        Lane right = LaneBuffer(uvec2(p.x)).at[b * p.columns + j];
        float leftUpper = upper(left);
        Lane rightUpper = upper(right);
        precise float leftLower = left - leftUpper;
        precise Lane rightLower = right - rightUpper;
        precise Lane product = left * right;
        precise Lane lost = leftUpper * rightUpper - product;
        lost += leftUpper * rightLower;
        lost += leftLower * rightUpper;
        lost += leftLower * rightLower;
        total = add(total, product, lost);
    }
    total = normal(total);
    Double before = Double(p.sum.at[item], p.rest.at[item]);
    total = normal(add(before, total.sum, total.rest));
    p.sum.at[item] = total.sum;
    p.rest.at[item] = total.rest;
}
