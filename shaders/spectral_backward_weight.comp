// spectral_backward_weight: gradient of W / sigma, sigma = uᵀ·Wᵀ·v, u and v constant,
// for each weight of a table:
//   (gradOutput − product / sigma · v·uᵀ) / sigma, product = Σ gradOutput · W.
// gradOutput, result: [rows, channels], u: [channels], v: [rows], sigma, product: [1].
// One thread: SPAN times four consecutive channels of a row.
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
    bool aligned = w.aligned != 0;
    float sigma = Floats(w.sigma).at[0];
    float product = p.scratch.at[at_product(w)];
    uint quad = quad_of_row(group, p.table, p.starts, r, SPAN);
    for (uint k = 0; k < SPAN; k++) {
        uint item = quad + k * gl_WorkGroupSize.x;
        uint row = item / columns(w);
        if (row >= w.rows) break;
        uint c = 4 * (item - row * columns(w));
        uint first = row * w.channels;
        uint end = first + w.channels;
        float scale = product / sigma * Floats(w.v).at[row];
        vec4 grad = load_quad(Floats(w.gradOutput), first + c, end, aligned) - scale * load_quad(Floats(w.u), c, w.channels, aligned);
        store_quad(Floats(w.result), first + c, end, aligned, grad / sigma);
    }
}
