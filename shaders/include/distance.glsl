// squared_distance: ‖row − column‖² from the squares of both and their product. Rounding may give less than zero for
// vectors that are nearly alike; that is zero.
float squared_distance(float row, float column, float product) { return max(row + column - 2.0 * product, 0.0); }
