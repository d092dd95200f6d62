// spectral_left: partial sums of s = Wᵀ · t and of |t|² over chunks of rows, for
// each weight of a table: the second half of a power iteration.
// W: [rows, channels], t: [rows], partial: [chunks, channels], squares: [chunks].
// Without ITERATE t is v. One thread: one chunk of four consecutive channels.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/spectral.glsl"
layout(local_size_x = 64) in;
layout(constant_id = 0) const bool ITERATE = true;
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
    vec4 sum = vec4(0.0);
    float square = 0.0;
    for (uint row = begin; row < min(begin + w.chunk, w.rows); row++) {
        float t = ITERATE ? p.scratch.at[at_t(w) + row] : Floats(w.v).at[row];
        uint first = row * w.channels;
        sum += load_quad(Floats(w.weight), first + c, first + w.channels, w.aligned != 0) * t;
        square += t * t;
    }
    Vec4s(uvec2(p.scratch)).at[at_partial(w) / 4 + item] = sum;
    if (c == 0) p.scratch.at[at_squares(w) + number] = square;
}
