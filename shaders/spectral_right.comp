// spectral_right: t = W · u for each weight of a table, the first half of a power
// iteration. W: [rows, channels], u: [channels], t: [rows].
// One thread: one row.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/spectral.glsl"
layout(local_size_x = 64) in;
layout(push_constant) uniform Push { SPECTRAL_PUSH } p;

void main() {
    uint group = group_index();
    if (group >= p.groups) return;
    uint r = row_of(group, Uints(uvec2(p.table)), p.starts, p.count);
    Weight w = p.table.at[r];
    uint row = thread_of_row(group, p.table, p.starts, r);
    if (row >= w.rows) return;
    uint first = row * w.channels;
    bool aligned = w.aligned != 0;
    vec4 sum = vec4(0.0);
    for (uint c = 0; c < w.channels; c += 4)
        sum += load_quad(Floats(w.weight), first + c, first + w.channels, aligned) * load_quad(Floats(w.u), c, w.channels, aligned);
    p.scratch.at[at_t(w) + row] = dot(sum, vec4(1.0));
}
