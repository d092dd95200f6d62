// binary_forward: y = a ∘ b with broadcasting, ∘ chosen by OP (+ − · ÷).
// y is a row-major grid of RANK axes; see include/broadcast.glsl.
// One thread: EACH times one element of y, or four consecutive ones of a row (vec4), which may be float16.
//!variant vec4 LANES=4
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/lanes.glsl"
layout(constant_id = 5) const uint FLOAT16_MASK = 0;
#include "include/float16.glsl"
#include "include/broadcast.glsl"
#include "include/binary_gen.glsl"
layout(local_size_x = 64) in;
layout(constant_id = 2) const bool A_ALONG_ROW = true;
layout(constant_id = 3) const bool B_ALONG_ROW = true;
layout(constant_id = 4) const uint OP = ADD;
layout(constant_id = 6) const uint EACH = 1;
layout(constant_id = 7) const bool ADJACENT = true;
#include "include/each.glsl"
layout(push_constant) uniform Push {
    Floats a;
    Floats b;
    LaneBuffer y;
    uint items;
    uint size1, size2, size3;
    uint a0, a1, a2;
    uint b0, b1, b2;
} p;

Lane apply(Lane a, Lane b) {
    switch (OP) {
    case ADD: return a + b;
    case SUB: return a - b;
    case MUL: return a * b;
    }
    return a / b; // DIV
}

void main() {
    uint i = first_item();
    if (i >= p.items) return;
    Lane a[EACH], b[EACH];
    [[unroll]] for (uint k = 0; k < EACH; k++) {
        uvec4 at = position(i + k * item_step, uvec3(p.size1, p.size2, p.size3));
        a[k] = read_lane(p.a, 0, uvec3(p.a0, p.a1, p.a2), at, A_ALONG_ROW);
        b[k] = read_lane(p.b, 1, uvec3(p.b0, p.b1, p.b2), at, B_ALONG_ROW);
    }
    [[unroll]] for (uint k = 0; k < EACH; k++) store_lane(p.y, i + k * item_step, 2, apply(a[k], b[k]));
}
