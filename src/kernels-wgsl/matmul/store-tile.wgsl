  //: for r in 0..BLOCKS
  //: for v in 0..COLUMNS / UNIT
  let column${r}_${v} = min(own${r}_${v}, params.n / UNIT - 1u);
  //: insert COLUMN_OPERANDS
  //: end
  //: end
  // Rows leave one after the other through row 0: the epilogue is compiled once, not once per row.
  for (var i = 0u; i < ROWS; i++) {
    if (row0 + i < params.m) {
      let c_row = place.c / UNIT + (row0 + i) * (params.n / UNIT);
      //: for r in 0..BLOCKS
      //: for v in 0..COLUMNS / UNIT
      if (own${r}_${v} < params.n / UNIT) {
        //: insert FINISH_ELEMENT
      }
      //: end
      //: end
    }
    //: for i in 0..ROWS - 1
    //: for r in 0..BLOCKS
    //: for v in 0..COLUMNS / UNIT
    c${i}_${r}_${v} = c${i + 1}_${r}_${v};
    //: end
    //: end
    //: end
  }
