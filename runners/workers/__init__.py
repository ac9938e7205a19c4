"""Worker processes, whatever language they run: started, asked, heard, ended.

What a runner and its launcher have in common is here; a language adds what its workers are.
"""
