// loss_scale_check: scale[OVERFLOW] = 1 if any element of any row's g is infinite or NaN.
// g: [n] float32, scale: [WIDTH].   One thread: SPAN times four consecutive elements.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"
#include "include/quads.glsl"
#include "include/rows.glsl"
#include "include/loss_scale.glsl"
layout(local_size_x = 64) in;
struct Row {
    Address g;
    uint n;
    uint aligned;
};
layout(buffer_reference, std430, buffer_reference_align = 8) readonly buffer Rows { Row at[]; };
layout(push_constant) uniform Push {
    Rows table;
    Uints scale;
    uint starts;
    uint rows;
    uint groups;
} p;
const uint SPAN = 4;

void main() {
    uint group = group_index();
    if (group >= p.groups) return;
    uint r = row_of(group, Uints(uvec2(p.table)), p.starts, p.rows);
    Row row = p.table.at[r];
    uint quad = quad_of_row(group, p.table, p.starts, r, SPAN);
    bool finite = true;
    for (uint k = 0; k < SPAN; k++) {
        uint i = 4 * (quad + k * gl_WorkGroupSize.x);
        if (i >= row.n) break;
        uvec4 exponent = floatBitsToUint(load_quad(Floats(row.g), i, row.n, row.aligned != 0)) & 0x7F800000u;
        finite = finite && all(notEqual(exponent, uvec4(0x7F800000u)));
    }
    if (!finite) atomicOr(p.scale.at[OVERFLOW], floatBitsToUint(1.0)); // the result does not depend on the order of the threads
}
