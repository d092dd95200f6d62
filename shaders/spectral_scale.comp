// spectral_scale: W / sigma for each weight W of a table. result: as W.
// One thread: SPAN times four consecutive elements.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/spectral.glsl"
layout(local_size_x = 64) in;
layout(push_constant) uniform Push { SPECTRAL_PUSH } p;
const uint SPAN = 4;

void main() {
    uint group = group_index();
    if (group >= p.groups) return;
    uint r = row_of(group, Uints(uvec2(p.table)), p.starts, p.count);
    Weight w = p.table.at[r];
    uint n = w.rows * w.channels;
    bool aligned = w.aligned != 0;
    float sigma = Floats(w.sigma).at[0];
    uint quad = quad_of_row(group, p.table, p.starts, r, SPAN);
    for (uint k = 0; k < SPAN; k++) {
        uint i = 4 * (quad + k * gl_WorkGroupSize.x);
        if (i < n) store_quad(Floats(w.result), i, n, aligned, load_quad(Floats(w.weight), i, n, aligned) / sigma);
    }
}
