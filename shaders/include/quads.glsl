// Four consecutive floats at a time. aligned says that the pointer is 16-byte
// aligned; a view may not be. The tail of the n elements is always taken one by
// one.
vec4 load_quad(Floats x, uint i, uint n, bool aligned) {
    if (aligned && i + 4 <= n) return Vec4s(uvec2(x)).at[i / 4];
    vec4 quad = vec4(0.0);
    for (uint k = 0; k < 4 && i + k < n; k++) quad[k] = x.at[i + k];
    return quad;
}

void store_quad(Floats x, uint i, uint n, bool aligned, vec4 quad) {
    if (aligned && i + 4 <= n) {
        Vec4s(uvec2(x)).at[i / 4] = quad;
        return;
    }
    for (uint k = 0; k < 4 && i + k < n; k++) x.at[i + k] = quad[k];
}
