"""Where counterparts call us. No person ever sees these addresses."""
