// spectral_sum: s = Σ of its partial sums, for each weight of a table.
// partial: [chunks, channels], s: [channels].
// One thread: four consecutive channels.
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
    uint column = thread_of_row(group, p.table, p.starts, r);
    if (column >= columns(w)) return;
    Vec4s scratch = Vec4s(uvec2(p.scratch));
    vec4 sum = vec4(0.0);
    for (uint k = 0; k < w.chunks; k++) sum += scratch.at[at_partial(w) / 4 + k * columns(w) + column];
    scratch.at[at_s(w) / 4 + column] = sum;
}
