// matmul_forward: y[m,n] = bias[n] + Σ a[m,k] · b[k,n]. Strides give the place of an element, so either operand may be
// transposed: a[m,k] is a.at[m·aRow + k·aColumn], and b likewise. y: [M,N], bias: [N], float32.
// One thread: one element of y. The readable reference for any size.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"

layout(local_size_x = 64) in;
layout(constant_id = 0) const uint BIAS = 0;

layout(push_constant) uniform Push {
    Floats a;
    Floats b;
    Floats bias;
    Floats y;
    uint m, n, k;
    uint aRow, aColumn;
    uint bRow, bColumn;
} p;

void main() {
    uint i = item_index();
    if (i >= p.m * p.n) return;

    uint n = i % p.n;
    uint m = i / p.n;
    float sum = BIAS == 1 ? p.bias.at[n] : 0;
    for (uint k = 0; k < p.k; k++) sum += p.a.at[m * p.aRow + k * p.aColumn] * p.b.at[k * p.bRow + n * p.bColumn];
    p.y.at[i] = sum;
}
