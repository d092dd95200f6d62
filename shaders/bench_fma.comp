// bench_fma: the arithmetic ceiling of a device. CHAINS independent chains of
// x = a x + b over four lanes each, so that no result is waited for. How many
// chains are best depends on the device's registers; the ceiling is the best.
// y: [n] vec4.   One thread: 128 · rounds multiply-adds of floats, one result.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"
layout(local_size_x = 64) in;
layout(push_constant) uniform Push { Vec4s y; uint n; uint rounds; float a; float b; } p;
layout(constant_id = 0) const uint CHAINS = 4; // 2, 4 or 8

void main() {
    uint i = item_index();
    if (i >= p.n) return;
    vec4 x[8];
    [[unroll]] for (uint k = 0; k < CHAINS; k++) x[k] = vec4(i + k);
    vec4 a = vec4(p.a), b = vec4(p.b);
    for (uint r = 0; r < p.rounds; r++) {
        [[unroll]] for (uint u = 0; u < 32 / CHAINS; u++)
            [[unroll]] for (uint k = 0; k < CHAINS; k++) x[k] = fma(x[k], a, b);
    }
    vec4 sum = vec4(0.0);
    [[unroll]] for (uint k = 0; k < CHAINS; k++) sum += x[k];
    p.y.at[i] = sum;
}
