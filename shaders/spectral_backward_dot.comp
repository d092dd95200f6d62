// spectral_backward_dot: partial sums of Σ gradOutput · W over chunks of rows and
// four channels, for each weight of a table.
// W, gradOutput: [rows, channels], products: [chunks, columns].
// One thread: one chunk of four consecutive channels.
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
    uint item = thread_of_row(group, p.table, p.starts, r);
    uint number = item / columns(w);
    if (number >= w.chunks) return;
    uint c = 4 * (item - number * columns(w));
    uint begin = number * w.chunk;
    bool aligned = w.aligned != 0;
    vec4 sum = vec4(0.0);
    for (uint row = begin; row < min(begin + w.chunk, w.rows); row++) {
        uint first = row * w.channels;
        uint end = first + w.channels;
        sum += load_quad(Floats(w.gradOutput), first + c, end, aligned) * load_quad(Floats(w.weight), first + c, end, aligned);
    }
    p.scratch.at[at_products(w) + item] = dot(sum, vec4(1.0));
}
