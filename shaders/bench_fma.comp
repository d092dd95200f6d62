// bench_fma: the arithmetic ceiling of a device. Eight independent chains of
// x = a x + b over four lanes each, so that no result is waited for.
// y: [n] vec4.   One thread: 64 · rounds multiply-adds of floats, one result.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"
layout(local_size_x = 64) in;
layout(push_constant) uniform Push { Vec4s y; uint n; uint rounds; float a; float b; } p;
const uint CHAINS = 8;

void main() {
    uint i = item_index();
    if (i >= p.n) return;
    vec4 x[CHAINS];
    [[unroll]] for (uint k = 0; k < CHAINS; k++) x[k] = vec4(i + k);
    for (uint r = 0; r < p.rounds; r++) {
        [[unroll]] for (uint k = 0; k < CHAINS; k++) x[k] = fma(x[k], vec4(p.a), vec4(p.b));
        [[unroll]] for (uint k = 0; k < CHAINS; k++) x[k] = fma(x[k], vec4(p.a), vec4(p.b));
    }
    vec4 sum = vec4(0.0);
    [[unroll]] for (uint k = 0; k < CHAINS; k++) sum += x[k];
    p.y.at[i] = sum;
}
