// spectral_update: ends a power iteration on each weight W: [rows, channels] of a
// table. From t (W·u of the old u), s = Wᵀ·t and the partial sums of |t|²:
//   v = t / max(|t|, eps), u = Wᵀv / max(|Wᵀv|, eps), sigma = uᵀ·Wᵀv.
// u, v are updated in place; uNow, vNow are copies that a later iteration
// leaves alone. Without ITERATE u and v stay, t is v, and sigma = uᵀ·s.
// One thread: SPAN consecutive elements of (v, u), and the norms they need.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/spectral.glsl"
layout(local_size_x = 64) in;
layout(constant_id = 0) const bool ITERATE = true;
layout(push_constant) uniform Push { SPECTRAL_PUSH float eps; } p;
const uint SPAN = 16;

float length_of_t(Weight w) {
    float sum = 0.0;
    for (uint k = 0; k < w.chunks; k++) sum += p.scratch.at[at_squares(w) + k];
    return max(sqrt(sum), p.eps);
}

void keep(Weight w, uint begin) {
    for (uint j = begin; j < min(begin + SPAN, w.rows + w.channels); j++) {
        if (j < w.rows) Floats(w.vNow).at[j] = Floats(w.v).at[j];
        else Floats(w.uNow).at[j - w.rows] = Floats(w.u).at[j - w.rows];
    }
    if (begin > 0) return;
    float sigma = 0.0;
    for (uint c = 0; c < w.channels; c++) sigma += Floats(w.u).at[c] * p.scratch.at[at_s(w) + c];
    Floats(w.sigma).at[0] = sigma;
}

void iterate(Weight w, uint begin) {
    float lengthT = length_of_t(w);
    float sum = 0.0;
    for (uint c = 0; c < w.channels; c++) {
        float s = p.scratch.at[at_s(w) + c] / lengthT;
        sum += s * s;
    }
    float lengthS = max(sqrt(sum), p.eps);
    for (uint j = begin; j < min(begin + SPAN, w.rows + w.channels); j++) {
        if (j < w.rows) {
            float v = p.scratch.at[at_t(w) + j] / lengthT;
            Floats(w.v).at[j] = v;
            Floats(w.vNow).at[j] = v;
        } else {
            uint c = j - w.rows;
            float u = p.scratch.at[at_s(w) + c] / lengthT / lengthS;
            Floats(w.u).at[c] = u;
            Floats(w.uNow).at[c] = u;
        }
    }
    if (begin == 0) Floats(w.sigma).at[0] = sum / lengthS;
}

void main() {
    uint group = group_index();
    if (group >= p.groups) return;
    uint r = row_of(group, Uints(uvec2(p.table)), p.starts, p.count);
    Weight w = p.table.at[r];
    uint begin = thread_of_row(group, p.table, p.starts, r) * SPAN;
    if (begin >= w.rows + w.channels) return;
    if (ITERATE) iterate(w, begin);
    else keep(w, begin);
}
