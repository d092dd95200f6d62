// conv2d_matrix_weight: a weight for conv2d_forward_matrix, y [SPREAD², O, KH, KW, C] as float16 or bfloat16, from
// weight [taps, fromC, fromO] as float32. ADJOINT takes the weight of the convolution whose adjoint is computed: its
// channels are swapped and, unless SPREAD, its taps are flipped. With SPREAD each tap is a kernel of its own.
// One thread: a quad of c. Channels that the weight has not are zero.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"

layout(local_size_x = 64) in;
layout(constant_id = 0) const uint ADJOINT = 0;
layout(constant_id = 1) const uint SPREAD = 0;
layout(constant_id = 2) const uint FLOAT16_MASK = 2;
#include "include/float16.glsl"

layout(push_constant) uniform Push {
    Floats weight;
    Vec4s y;
    uint taps, c, o; // c in units of four
    uint fromC, fromO;
} p;

void main() {
    uint i = item_index();
    if (i >= p.taps * p.o * p.c) return;

    uint c = i % p.c * 4;
    uint tap = SPREAD == 1 ? i / p.c / p.o : i / p.c % p.taps;
    uint o = SPREAD == 1 ? i / p.c % p.o : i / p.c / p.taps;
    if (ADJOINT == 1 && SPREAD == 0) tap = p.taps - 1 - tap;
    vec4 quad = vec4(0);
    for (uint k = 0; k < 4; k++) {
        uint fromC = ADJOINT == 1 ? o : c + k;
        uint fromO = ADJOINT == 1 ? c + k : o;
        if (fromC < p.fromC && fromO < p.fromO) quad[k] = p.weight.at[(tap * p.fromC + fromC) * p.fromO + fromO];
    }
    store_vec4(p.y, i, 1, quad);
}
