// add_each: for each row of a table, y = a + b.
// a, b, y: [n] float32.   One thread: SPAN times four consecutive elements.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"
#include "include/quads.glsl"
#include "include/rows.glsl"
layout(local_size_x = 64) in;
struct Row {
    Address a;
    Address b;
    Address y;
    uint n;
    uint aligned;
};
layout(buffer_reference, std430, buffer_reference_align = 8) readonly buffer Rows { Row at[]; };
layout(push_constant) uniform Push {
    Rows table;
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
    bool aligned = row.aligned != 0;
    uint quad = quad_of_row(group, p.table, p.starts, r, SPAN);
    for (uint k = 0; k < SPAN; k++) {
        uint i = 4 * (quad + k * gl_WorkGroupSize.x);
        if (i >= row.n) break;
        store_quad(Floats(row.y), i, row.n, aligned, load_quad(Floats(row.a), i, row.n, aligned) + load_quad(Floats(row.b), i, row.n, aligned));
    }
}
